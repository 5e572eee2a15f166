"""Two sessions side by side, or two cohorts: what the second does differently."""
