"""The list of sessions: chosen by filters, counted by facets, paged by key."""
