using System.Text.Json.Serialization;
using Vql.Api.Answers;
using Vql.Core.Documents;
using Vql.Core.Language;

namespace Vql.Api.Engine.Connectra;

/// <summary>The body of a page.</summary>
/// <param name="Data">The rows.</param>
/// <param name="Total">The number of matching rows; null unless requested.</param>
/// <param name="Gone">The number of rows of the page that the index contains, but the database does not.</param>
/// <param name="Success">Whether the request succeeded.</param>
internal sealed record ListBody<T>(List<T>? Data, RowTotal? Total, int? Gone, bool Success);

/// <summary>The body of a count.</summary>
internal sealed record CountBody(long? Count, bool Success);

/// <summary>The body of facet counts.</summary>
internal sealed record FacetBody(IReadOnlyDictionary<string, IReadOnlyList<FacetCount>>? Facets, bool Success);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ListBody<Contact>))]
[JsonSerializable(typeof(ListBody<Company>))]
[JsonSerializable(typeof(CountBody))]
[JsonSerializable(typeof(FacetBody))]
internal sealed partial class ConnectraJson : JsonSerializerContext;
