namespace Vql.Core.Cleaning;

/// <summary>How a value was read.</summary>
public enum Reading
{
    /// <summary>
    /// Stored as written, apart from outer blanks and from case where the column is lower-cased. Includes blank values.
    /// </summary>
    Literal,

    /// <summary>The same value in another form, such as <c>1,200,000</c> stored as 1200000.</summary>
    Rewritten,

    /// <summary>Less exact than it looks: a range, a rounded number, or a phone number without a country.</summary>
    Approximate,

    /// <summary>Several values where the column takes one; the first is stored.</summary>
    FirstOfSeveral,

    /// <summary>A word for "no value", such as <c>N/A</c>, or a negative number; nothing is stored.</summary>
    Placeholder,

    /// <summary>Not a value of the column; nothing is stored.</summary>
    Rejected,
}
