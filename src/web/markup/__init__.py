"""From text to HTML that may be shown: Markdown, highlighted source, and what guards both."""
