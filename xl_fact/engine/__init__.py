"""The questions a report asks of facts."""
