//! MATRIX.md: generated, compared.
