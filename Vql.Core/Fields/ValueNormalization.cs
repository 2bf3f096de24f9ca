namespace Vql.Core.Fields;

/// <summary>
/// The normalization of whole values: values with the same normalized form are equal. Each normalization has a PostgreSQL
/// function and a rule of <see cref="Text.NormalizedValue"/> with the same results.
/// </summary>
public enum ValueNormalization
{
    /// <summary>No normalization.</summary>
    None,

    /// <summary>A label. Case, accents and character width are ignored.</summary>
    Label,

    /// <summary>The first 255 characters of a label, for texts that are not limited in length.</summary>
    ShortLabel,

    /// <summary>
    /// An email address. Case, the normalization form of accents (NFC or NFD) and character width are ignored. Accents are
    /// significant.
    /// </summary>
    Email,

    /// <summary>The domain of an email address: the text after the last at sign. Compared as <see cref="Email"/>.</summary>
    EmailDomain,

    /// <summary>
    /// A web address. Compared as <see cref="Email"/>, without the scheme, <c>www.</c>, query, fragment and trailing slashes.
    /// </summary>
    Url,

    /// <summary>The domain of a web address: the host name without <c>www.</c></summary>
    Domain,

    /// <summary>The digits of a phone number, without the extension and a leading 00.</summary>
    Phone,
}
