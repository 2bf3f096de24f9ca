namespace Vql.Core.Fields;

/// <summary>How a value that somebody wrote becomes the value of a column. See the folder <c>Cleaning</c>.</summary>
public enum CleaningRule
{
    /// <summary>The value is stored as it is: an identity, or a value that only the server sets.</summary>
    None,

    /// <summary>Text, in the spelling that was given.</summary>
    Text,

    /// <summary>Lower-cased text: a value of a closed or nearly closed set, such as a city or a seniority.</summary>
    Label,

    /// <summary>A list of labels.</summary>
    List,

    /// <summary>A whole number that is not negative.</summary>
    Number,

    /// <summary>A phone number in E.164 form.</summary>
    Phone,

    /// <summary>One e-mail address, lower-cased.</summary>
    Email,

    /// <summary>One web address, or a handle such as <c>@example</c>.</summary>
    WebAddress,

    /// <summary>One lower-cased web address.</summary>
    LowerWebAddress,

    /// <summary>A domain name: a host without <c>www.</c>.</summary>
    Domain,

    /// <summary>A calendar date in ISO 8601 form, as text.</summary>
    Date,
}
