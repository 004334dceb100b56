"""A half-finished case on its way to a person: what it holds, and how it is written as small as can be."""
