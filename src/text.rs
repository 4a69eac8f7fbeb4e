//! The words the other rooms share: where a text is, who speaks it, and through which channel.

use std::fmt;

/// A half-open range of bytes.
///
/// What it counts in (body bytes, bytes of a decoded text) is said where it is used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// First byte of the range.
    pub start: usize,
    /// First byte after the range.
    pub end: usize,
}

impl Span {
    /// The range from `start` up to, not including, `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether the range holds no byte.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The same range, `by` bytes further on.
    pub const fn moved(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }

    /// Whether both ranges share at least one byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside this range.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The bytes of `all` in this range; empty when it does not fit.
    pub fn of(self, all: &[u8]) -> &[u8] {
        all.get(self.start..self.end).unwrap_or_default()
    }

    /// The part of `all` in this range; empty when it does not fit or would cut a character.
    pub fn of_str(self, all: &str) -> &str {
        all.get(self.start..self.end).unwrap_or_default()
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every one of them, in the order of the declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word used in policies, audit lines and the command line.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The one called `word`, if there is one.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// Who a text speaks for.
    ///
    /// Trust falls from top to bottom: `system` and `developer` are the application's own words,
    /// `tool` and `document` are data that others may have written.
    Role {
        /// The application's instructions.
        System = "system",
        /// OpenAI's later name for the application's instructions.
        Developer = "developer",
        /// The person (or program) asking.
        User = "user",
        /// The model, in earlier turns or in the answer.
        Assistant = "assistant",
        /// What a tool returned, and how tools describe themselves.
        Tool = "tool",
        /// A retrieved or attached document.
        Document = "document",
        /// A field whose meaning is not known: scanned all the same.
        Unknown = "unknown",
    }
}

words! {
    /// Through which part of an exchange a text travels.
    Channel {
        /// What is said.
        Text = "text",
        /// The model's thinking.
        Reasoning = "reasoning",
        /// The model's words for declining.
        Refusal = "refusal",
        /// What the model passes to a tool: JSON inside JSON in most formats.
        ToolArguments = "tool_arguments",
        /// What a tool gave back.
        ToolResult = "tool_result",
        /// Name, description and schema of a tool.
        ToolDefinition = "tool_definition",
        /// Links, titles and quotations that go with a text.
        Citation = "citation",
        /// Pieces of text repeated beside the text, such as logprobs.
        Logprobs = "logprobs",
        /// Names, end-user ids, tags.
        Metadata = "metadata",
        /// Identifiers and words of the protocol itself: model, type, id.
        Control = "control",
        /// An attached file, image or sound, or the address of one.
        Media = "media",
        /// The key of an object, where keys carry text.
        Key = "key",
        /// Nothing known about it.
        Unknown = "unknown",
    }
}

/// Whether an id or name is so plain that it can't hide anything in a log: letters, digits and `.-_:/@`, not long.
pub fn is_plain(text: &str, max: usize) -> bool {
    !text.is_empty()
        && text.len() <= max
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:/@".contains(&byte))
}
