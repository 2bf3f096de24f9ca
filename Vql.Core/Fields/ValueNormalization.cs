namespace Vql.Core.Fields;

/// <summary>Which spellings of a whole value are the same value. Each has a function in PostgreSQL, whose result documents hold.</summary>
public enum ValueNormalization
{
    /// <summary>Only the same characters are.</summary>
    None,

    /// <summary>Words of people: case, accents and the width of characters make no difference.</summary>
    Label,

    /// <summary>An e-mail address: case, the forms of accents (NFC, NFD) and width make no difference; accents do.</summary>
    Email,

    /// <summary>A web address: as for an e-mail address; scheme, <c>www.</c>, query, fragment and trailing slashes do not count.</summary>
    Url,

    /// <summary>The domain of a web address: only its host counts, without <c>www.</c></summary>
    Domain,

    /// <summary>A phone number: only its digits count, without an extension and a leading 00.</summary>
    Phone,
}
