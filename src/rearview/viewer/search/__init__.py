"""Full text over what was said and done: an index a day of sessions, made anew where the day has changed."""
