namespace Vql.Core.Cleaning;

/// <summary>What is known beside a value that helps to read it.</summary>
/// <param name="Region">The ISO 3166 code of the country of the row, such as <c>US</c>; null when it is unknown.</param>
/// <param name="DateOrder">The order of day and month in dates such as <c>03/04/2024</c>.</param>
/// <param name="IsExported">Whether the value comes from an export of the API, where <c>null</c> can be a name.</param>
public readonly record struct CleaningOptions(string? Region = null, DateOrder DateOrder = DateOrder.Unknown, bool IsExported = false);

/// <summary>The order of day and month in a date that is written in digits with its year last.</summary>
public enum DateOrder
{
    /// <summary>Unknown: a date that means two days is rejected.</summary>
    Unknown,

    /// <summary>The day comes first: <c>03/04/2024</c> is 3 April.</summary>
    DayFirst,

    /// <summary>The month comes first: <c>03/04/2024</c> is March 4.</summary>
    MonthFirst,
}
