"""Who may come in: one guard over every route, passwords, a login page, and what a request must look like."""
