using Vql.Core.Language;

namespace Vql.Api.Answers;

/// <summary>The values of a field that match a typed text.</summary>
/// <param name="Field">The filter whose values are suggested.</param>
/// <param name="Suggestions">
/// The values with their numbers of rows: those with the typed words first, then those with typing errors, each by descending count
/// and then by value.
/// </param>
internal sealed record SuggestAnswer(string Field, IReadOnlyList<FacetCount> Suggestions);

/// <summary>The companies that match a typed text.</summary>
/// <param name="Suggestions">The companies, those with the typed words first, each by descending number of employees.</param>
internal sealed record CompanySuggestAnswer(IReadOnlyList<SuggestedCompany> Suggestions);

/// <summary>A suggested company.</summary>
/// <param name="Uuid">Identifier of the row.</param>
/// <param name="Name">Company name.</param>
/// <param name="Domain">Domain of the website, or of the email addresses if there is no website.</param>
/// <param name="Website">Website.</param>
internal sealed record SuggestedCompany(string Uuid, string? Name, string? Domain, string? Website);

/// <summary>The values that would find rows in place of a value of a filter.</summary>
/// <param name="Parameter">The name of the filter, as in the request.</param>
/// <param name="Value">The value of the filter.</param>
/// <param name="Suggestions">The most similar values, each with the number of rows that match the other filters.</param>
internal sealed record FilterSuggestions(string Parameter, string Value, IReadOnlyList<FacetCount> Suggestions);
