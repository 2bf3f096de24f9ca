namespace Vql.Core.Fields;

/// <summary>The rule that cleans an input value for a column. The rules are implemented in the folder <c>Cleaning</c>.</summary>
public enum CleaningRule
{
    /// <summary>The value is stored unchanged: an identifier, or a value that only the server sets.</summary>
    None,

    /// <summary>Text that keeps its case.</summary>
    Text,

    /// <summary>Lowercase text with few distinct values, such as a city or a seniority.</summary>
    Label,

    /// <summary>A list of labels.</summary>
    List,

    /// <summary>A non-negative integer.</summary>
    Number,

    /// <summary>A phone number in E.164 format.</summary>
    Phone,

    /// <summary>One lowercase email address.</summary>
    Email,

    /// <summary>One web address or a handle such as <c>@example</c>.</summary>
    WebAddress,

    /// <summary>One lowercase web address.</summary>
    LowerWebAddress,

    /// <summary>A domain name: a host name without <c>www.</c>.</summary>
    Domain,

    /// <summary>A calendar date in ISO 8601 format, stored as text.</summary>
    Date,
}
