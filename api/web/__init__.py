"""The pages: what people do in a browser, with the functions behind the REST routes.

A module a page, a package where one task has several (``filing``, ``deciding``, ``desk``). Beside them stands what
pages are made with: ``show`` and ``refusals``, ``fields`` and ``typed``, ``charts``, ``assets``; ``every`` lists them.
"""
