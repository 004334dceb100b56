"""The county's terminals as its maintainers see them: how each is, what was released, what people use."""
