//! Names in XML and in the query protocols.

/// The names of a member in XML and in the query protocols, where they differ from the model's. Crates that speak
/// none of these protocols have none.
#[derive(Debug)]
pub struct WireNames {
    pub(super) xml: Option<&'static str>,
    pub(super) namespace: Option<XmlNamespace>,
    pub(super) ec2: Option<&'static str>,
}

/// The names of a member that has none of its own in these protocols.
pub(super) static NO_NAMES: WireNames = WireNames::new();

impl WireNames {
    /// No names.
    #[must_use]
    pub const fn new() -> Self {
        Self { xml: None, namespace: None, ec2: None }
    }

    /// Sets the name of `xmlName`.
    #[must_use]
    pub const fn xml(mut self, name: &'static str) -> Self {
        self.xml = Some(name);
        self
    }

    /// Sets the namespace of `xmlNamespace`.
    #[must_use]
    pub const fn namespace(mut self, namespace: XmlNamespace) -> Self {
        self.namespace = Some(namespace);
        self
    }

    /// Sets the name of `ec2QueryName`.
    #[must_use]
    pub const fn ec2(mut self, name: &'static str) -> Self {
        self.ec2 = Some(name);
        self
    }
}

impl Default for WireNames {
    fn default() -> Self {
        Self::new()
    }
}

/// An XML namespace that an element declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XmlNamespace {
    /// Its URI.
    pub uri: &'static str,
    /// Its prefix; none for the default namespace.
    pub prefix: Option<&'static str>,
}

impl XmlNamespace {
    /// The default namespace `uri`.
    #[must_use]
    pub const fn new(uri: &'static str) -> Self {
        Self { uri, prefix: None }
    }

    /// Sets the prefix.
    #[must_use]
    pub const fn prefix(mut self, prefix: &'static str) -> Self {
        self.prefix = Some(prefix);
        self
    }
}
