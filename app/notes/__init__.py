"""What a learner marks and writes beside the text: flags on items, notes on sections, and the page that lists both."""
