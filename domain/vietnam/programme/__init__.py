"""Project 06 (Đề án 06) in a province: roadmap, electronic identities, on-line rates, savings, officials' accounts."""
