"""Platform exports become one fact table: guard, read, recognise, facts."""
