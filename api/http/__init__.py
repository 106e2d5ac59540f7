"""What stands before every route: headers, rates, bodies, own pages, problems, languages."""
