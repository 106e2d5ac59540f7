"""Forms as questions on a page, made from their own models: asked, read, judged and said again, in plain words.

    parts = questions(procedure.form, tools.offices)       # what to ask; one section a page, or all on one
    answers, errors = read(parts, await request.form())    # what was typed, readable or not, and what is wrong with it
    errors = check(parts, answers) or disagree(model, answers)
    show(request, …, parts=parts, answers=answers, errors=errors)

and in the template

    {% from "web/filing/field.html" import fields, error_summary %}
    {{ error_summary(errors) }} {{ fields(parts, answers, errors) }}

``answers`` is the form as JSON: where it is right the model reads it, and where it is not it holds what was typed, so
that it can be kept as a draft and shown again. The form of a dossier, or an agency's answer, can be given as it is.
``errors`` says by the name of a question (``mother.born``) what to do about it, as ``Words``. Things are added and
removed by buttons named ``do``, which need no script: ``changed(answers, parts, posted)`` does what was pressed.
``said`` gives rows of label and value to check. Who shows a page for each part takes ``sections(model, offices)``.
The page's form begins with ``default_button()``, so that Enter goes on and removes nothing. ``locked`` names what is
shown and not asked, with where it was taken from, as ``Words``; give it to ``read`` and to ``fields``.
"""

from api.web.fields.asking import questions, sections
from api.web.fields.checking import check, disagree
from api.web.fields.questions import Either, Group, Many, Part, Question, Section
from api.web.fields.reading import changed, read
from api.web.fields.saying import Row, said

__all__ = [
    "Either", "Group", "Many", "Part", "Question", "Row", "Section",
    "changed", "check", "disagree", "questions", "read", "said", "sections",
]  # fmt: skip
