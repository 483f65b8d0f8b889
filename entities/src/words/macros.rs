//! The macro that writes a vocabulary.

/// Defines vocabularies: the enum, its [`Word`] implementation, and its form in tables (text) and JSON (its name).
macro_rules! words {
    ($(
        #[doc = $doc:literal]
        $name:ident { $( $(#[doc = $vdoc:literal])? $variant:ident = $text:literal ),+ $(,)? }
    )+) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sea_orm::DeriveValueType)]
        #[sea_orm(value_type = "String")]
        #[allow(missing_docs, reason = "a word that says what it means has no sentence beside it")]
        pub enum $name { $( $(#[doc = $vdoc])? $variant ),+ }

        impl $crate::words::Word for $name {
            const NAME: &'static str = stringify!($name);
            const DOC: &'static str = $doc.trim_ascii();
            const ALL: &'static [Self] = &[$( Self::$variant ),+];
            fn name(self) -> &'static str {
                match self { $( Self::$variant => $text ),+ }
            }
            fn doc(self) -> &'static str {
                match self { $( Self::$variant => words!(@doc $($vdoc)?) ),+ }
            }
            fn index(self) -> usize {
                self as usize
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::words::Word::name(*self))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::words::UnknownWord;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                $crate::words::Word::parse(s)
                    .ok_or($crate::words::UnknownWord { vocabulary: stringify!($name) })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str($crate::words::Word::name(*self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
    (@doc $vdoc:literal) => { $vdoc.trim_ascii() };
    (@doc) => { "" };
}
