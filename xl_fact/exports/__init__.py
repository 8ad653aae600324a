"""Platform exports become one fact table: tables are read, formats recognised, facts extracted."""
