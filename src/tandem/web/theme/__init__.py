"""Our design tokens, components, tags, forms and base pages. Knows no room and no model."""
