namespace Vql.Client.Records;

/// <summary>A suggested value.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">The number of rows with the value that match the other filters.</param>
public sealed record SuggestedValue(string Value, long Count);

/// <summary>A suggested company.</summary>
/// <param name="Uuid">The unique identifier.</param>
/// <param name="Name">The name. Null if it is unknown.</param>
/// <param name="Domain">The domain of the website, or of the email addresses if there is no website.</param>
/// <param name="Website">The website. Null if it is unknown.</param>
public sealed record SuggestedCompany(string Uuid, string? Name, string? Domain, string? Website);

/// <summary>The values that would find rows in place of a value of a filter.</summary>
/// <param name="Parameter">The name of the filter.</param>
/// <param name="Value">The value of the filter.</param>
/// <param name="Suggestions">The most similar values.</param>
public sealed record FilterSuggestions(string Parameter, string Value, IReadOnlyList<SuggestedValue> Suggestions);

internal sealed record ValueSuggestions(IReadOnlyList<SuggestedValue> Suggestions);

internal sealed record CompanySuggestions(IReadOnlyList<SuggestedCompany> Suggestions);
