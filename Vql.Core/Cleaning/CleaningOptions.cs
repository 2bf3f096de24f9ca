namespace Vql.Core.Cleaning;

/// <summary>Options for the cleaning of a value.</summary>
/// <param name="Region">The ISO 3166 code of the country of the row, such as <c>US</c>. Null if it is unknown.</param>
/// <param name="DateOrder">The order of day and month in dates such as <c>03/04/2024</c>.</param>
/// <param name="IsExported">Whether the value is from an export of the API, in which <c>null</c> can be a name.</param>
public readonly record struct CleaningOptions(string? Region = null, DateOrder DateOrder = DateOrder.Unknown, bool IsExported = false);

/// <summary>The order of day and month in numeric dates that end with the year.</summary>
public enum DateOrder
{
    /// <summary>The order is unknown. Ambiguous dates are rejected.</summary>
    Unknown,

    /// <summary>The day comes first: <c>03/04/2024</c> is April 3.</summary>
    DayFirst,

    /// <summary>The month comes first: <c>03/04/2024</c> is March 4.</summary>
    MonthFirst,
}
