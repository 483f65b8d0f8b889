//! How large the parts of a return may be. Real ones stay far below; a file beyond them is refused whole, so that nobody
//! can fill the memory with one.

/// Elements within elements.
pub const DEPTH: usize = 32;
/// Characters of text in one element, in bytes.
pub const TEXT: usize = 64 * 1024;
/// One tag, comment or stretch of text, in bytes.
pub const EVENT: u64 = 256 * 1024;
/// Elements and attributes of one child.
pub const NODES: usize = 5_000;
/// One child, in bytes.
pub const CHILD: u64 = 8 * 1024 * 1024;
/// Problems of the file itself that are listed one by one; beyond them it is refused as no return at all.
pub const FILE_PROBLEMS: usize = 200;
