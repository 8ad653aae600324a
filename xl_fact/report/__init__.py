"""What the monthly report says: its sections, figures and sentences; no ink."""
