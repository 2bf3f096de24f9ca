namespace Vql.Core.Cleaning;

/// <summary>The result of reading an input value.</summary>
public enum Reading
{
    /// <summary>
    /// The value is stored unchanged, except for leading and trailing white space, and for case in lowercase columns. Empty
    /// values are included.
    /// </summary>
    Literal,

    /// <summary>The value is stored in another format, such as <c>1,200,000</c> as 1200000.</summary>
    Rewritten,

    /// <summary>
    /// The value is approximate: a range, a rounded number, or a phone number without a country code.
    /// </summary>
    Approximate,

    /// <summary>The text contains several values, but the column takes one. The first one is stored.</summary>
    FirstOfSeveral,

    /// <summary>A placeholder for an unknown value, such as <c>N/A</c> or a negative number. Nothing is stored.</summary>
    Placeholder,

    /// <summary>The value is not valid for the column. Nothing is stored.</summary>
    Rejected,
}
