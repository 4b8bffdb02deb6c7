"""What is looked for: any text, found in lessons, cards, resources and glossary, and never in an answer."""
