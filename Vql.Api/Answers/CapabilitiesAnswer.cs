namespace Vql.Api.Answers;

/// <summary>The capabilities and limits of the API.</summary>
/// <param name="Entities">The entities.</param>
/// <param name="Aliases">Groups of equivalent values by column. A filter on one value matches the whole group.</param>
/// <param name="Query">The query body.</param>
/// <param name="Formats">The formats of responses.</param>
/// <param name="Limits">The limits.</param>
/// <param name="Features">The feature flags.</param>
internal sealed record CapabilitiesAnswer(
    IReadOnlyList<EntityCapabilities> Entities, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<string>>> Aliases,
    QueryCapabilities Query, FormatCapabilities Formats, LimitCapabilities Limits, IReadOnlyDictionary<string, bool> Features);

/// <summary>The capabilities of an entity.</summary>
/// <param name="Name">The name in paths.</param>
/// <param name="Filters">The filters.</param>
/// <param name="Facets">The filters that are facets.</param>
/// <param name="Suggestions">The filters whose values are suggested.</param>
/// <param name="Orders">The sort keys of lists.</param>
/// <param name="DefaultOrder">The default order of lists.</param>
/// <param name="LookupKeys">The keys of lookups.</param>
/// <param name="ValueLists">The value lists.</param>
/// <param name="Fields">The fields of queries.</param>
internal sealed record EntityCapabilities(
    string Name, IReadOnlyList<FilterCapabilities> Filters, IReadOnlyList<string> Facets, IReadOnlyList<string> Suggestions,
    IReadOnlyList<string> Orders, string DefaultOrder,
    IReadOnlyList<string> LookupKeys, IReadOnlyList<string> ValueLists, IReadOnlyList<FieldCapabilities> Fields);

/// <summary>A filter.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Alias">An alias; null for none.</param>
/// <param name="Kind">The kind of filter.</param>
/// <param name="Fields">The fields that it matches.</param>
/// <param name="TakesSeveral">Whether it accepts several values, separated by commas.</param>
/// <param name="Excludes">Whether matching rows are excluded.</param>
/// <param name="Modifiers">The parameters that modify how it matches.</param>
/// <param name="Description">The description.</param>
/// <param name="Example">An example value.</param>
internal sealed record FilterCapabilities(
    string Name, string? Alias, string Kind, IReadOnlyList<string> Fields, bool TakesSeveral, bool Excludes,
    IReadOnlyList<string> Modifiers, string Description, string Example);

/// <summary>A field of queries.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind"><c>text</c>, <c>keyword</c>, <c>number</c> or <c>date</c>.</param>
/// <param name="IsList">Whether rows can have several values.</param>
internal sealed record FieldCapabilities(string Name, string Kind, bool IsList);

/// <summary>The query body.</summary>
/// <param name="Members">The members.</param>
/// <param name="LatestVersion">The latest version of the language.</param>
internal sealed record QueryCapabilities(IReadOnlyList<string> Members, int LatestVersion);

/// <summary>The formats of responses.</summary>
/// <param name="Lists">The formats of all responses except streams.</param>
/// <param name="Streams">The formats of streams.</param>
internal sealed record FormatCapabilities(IReadOnlyList<string> Lists, IReadOnlyList<string> Streams);

/// <summary>The limits.</summary>
/// <param name="PageSizeDefault">The default page size.</param>
/// <param name="PageSizeMax">The maximum page size.</param>
/// <param name="OffsetMax">The maximum offset of a page. Later pages need a cursor.</param>
/// <param name="FilterValuesMax">The maximum number of values of a filter.</param>
/// <param name="BodyFilterValuesMax">The maximum number of values of a filter in a body, if it matches whole values.</param>
/// <param name="ClausesMax">The maximum number of conditions of a query.</param>
/// <param name="TextLettersMax">The maximum total length of the texts of a query.</param>
/// <param name="GroupDepthMax">The maximum depth of nested groups.</param>
/// <param name="FacetsMax">The maximum number of facets of a request.</param>
/// <param name="FacetSizeMax">The maximum number of values of a facet.</param>
/// <param name="LookupKeysMax">The maximum number of keys of a lookup.</param>
/// <param name="LookupCandidatesMax">The maximum number of records that are returned for an ambiguous key.</param>
/// <param name="BatchItemsMax">The maximum number of items of a batch.</param>
/// <param name="SavedSearchesMax">The maximum number of saved searches of a caller.</param>
/// <param name="SavedQueryBytesMax">The maximum size of a saved query, in bytes.</param>
/// <param name="BodyBytesMax">The maximum size of a body, in bytes.</param>
/// <param name="RequestsPerMinute">The maximum number of requests per minute and caller; null for no limit.</param>
/// <param name="RequestSeconds">The request timeout in seconds, except for streams. After it, the response is a 504.</param>
/// <param name="SearchSeconds">The timeout of the search in seconds. After it, PostgreSQL answers.</param>
/// <param name="TablesSeconds">The timeout of PostgreSQL in seconds. After it, the response is a 503.</param>
/// <param name="WaitSeconds">The maximum of <c>wait</c>, in seconds.</param>
internal sealed record LimitCapabilities(
    int PageSizeDefault, int PageSizeMax, int OffsetMax, int FilterValuesMax, int BodyFilterValuesMax, int ClausesMax,
    int TextLettersMax, int GroupDepthMax, int FacetsMax, int FacetSizeMax, int LookupKeysMax,
    int LookupCandidatesMax, int BatchItemsMax, int SavedSearchesMax, int SavedQueryBytesMax, long BodyBytesMax, int? RequestsPerMinute,
    double RequestSeconds, double SearchSeconds,
    double TablesSeconds, double WaitSeconds);
