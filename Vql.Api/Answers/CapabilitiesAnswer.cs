namespace Vql.Api.Answers;

/// <summary>What can be asked of this API, and how much of it.</summary>
/// <param name="Entities">What can be searched.</param>
/// <param name="Aliases">Names of one thing, by the column that they are values of. A filter by one of them finds them all.</param>
/// <param name="Query">The body of a query.</param>
/// <param name="Formats">What answers come as.</param>
/// <param name="Limits">How much can be asked.</param>
/// <param name="Features">What is switched on.</param>
internal sealed record CapabilitiesAnswer(
    IReadOnlyList<EntityCapabilities> Entities, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<string>>> Aliases, QueryCapabilities Query, FormatCapabilities Formats, LimitCapabilities Limits, IReadOnlyDictionary<string, bool> Features);

/// <summary>What can be asked of an entity.</summary>
/// <param name="Name">Its name in addresses.</param>
/// <param name="Filters">Its parameters.</param>
/// <param name="Facets">The filters whose values can be counted.</param>
/// <param name="Orders">The keys that lists are ordered by.</param>
/// <param name="DefaultOrder">The order of a list that asks for none.</param>
/// <param name="LookupKeys">What records are looked up by.</param>
/// <param name="ValueLists">The lists of values beside it.</param>
/// <param name="Fields">The fields of its queries.</param>
internal sealed record EntityCapabilities(
    string Name, IReadOnlyList<FilterCapabilities> Filters, IReadOnlyList<string> Facets, IReadOnlyList<string> Orders, string DefaultOrder,
    IReadOnlyList<string> LookupKeys, IReadOnlyList<string> ValueLists, IReadOnlyList<FieldCapabilities> Fields);

/// <summary>A filter.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Alias">Another name of it; null for none.</param>
/// <param name="Kind">What it looks for.</param>
/// <param name="Fields">The fields that it looks in.</param>
/// <param name="TakesSeveral">Whether commas part several values.</param>
/// <param name="Excludes">Whether rows that match are left out.</param>
/// <param name="Modifiers">The parameters that say how it reads words.</param>
/// <param name="Description">What it does.</param>
/// <param name="Example">A value.</param>
internal sealed record FilterCapabilities(
    string Name, string? Alias, string Kind, IReadOnlyList<string> Fields, bool TakesSeveral, bool Excludes, IReadOnlyList<string> Modifiers, string Description, string Example);

/// <summary>A field of queries.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>text</c>, <c>keyword</c>, <c>number</c> or <c>date</c>.</param>
/// <param name="IsList">Whether a row may have several values.</param>
internal sealed record FieldCapabilities(string Name, string Kind, bool IsList);

/// <summary>The body of a query.</summary>
/// <param name="Members">Its members.</param>
/// <param name="LatestVersion">The latest version of the language.</param>
internal sealed record QueryCapabilities(IReadOnlyList<string> Members, int LatestVersion);

/// <summary>What answers come as.</summary>
/// <param name="Lists">Lists, and all but streams.</param>
/// <param name="Streams">Streams.</param>
internal sealed record FormatCapabilities(IReadOnlyList<string> Lists, IReadOnlyList<string> Streams);

/// <summary>How much can be asked.</summary>
/// <param name="PageSizeDefault">Rows of a page that asks for no number.</param>
/// <param name="PageSizeMax">The most rows of a page.</param>
/// <param name="OffsetMax">The most rows before a page that is named by a number; deeper go by cursor.</param>
/// <param name="FilterValuesMax">The most values of a filter.</param>
/// <param name="ClausesMax">The most conditions of a query.</param>
/// <param name="TextLettersMax">The most letters of its texts together.</param>
/// <param name="GroupDepthMax">How deep groups may be nested.</param>
/// <param name="FacetsMax">The most facets of a request.</param>
/// <param name="FacetSizeMax">The most values of a facet.</param>
/// <param name="LookupKeysMax">The most keys of a lookup.</param>
/// <param name="LookupCandidatesMax">The most records that an ambiguous key is answered with.</param>
/// <param name="SavedSearchesMax">The most queries that a caller may keep.</param>
/// <param name="SavedQueryBytesMax">The longest of them.</param>
/// <param name="BodyBytesMax">The largest body.</param>
/// <param name="RequestsPerMinute">What a caller may ask in a minute; null for no limit.</param>
/// <param name="RequestSeconds">How long a request may take that is no stream; then it is a 504.</param>
/// <param name="SearchSeconds">How long the search is waited for; then PostgreSQL answers.</param>
/// <param name="TablesSeconds">How long PostgreSQL may take; then it is a 503.</param>
/// <param name="WaitSeconds">The most of <c>wait</c>.</param>
internal sealed record LimitCapabilities(
    int PageSizeDefault, int PageSizeMax, int OffsetMax, int FilterValuesMax, int ClausesMax, int TextLettersMax, int GroupDepthMax, int FacetsMax, int FacetSizeMax, int LookupKeysMax,
    int LookupCandidatesMax, int SavedSearchesMax, int SavedQueryBytesMax, long BodyBytesMax, int? RequestsPerMinute, double RequestSeconds, double SearchSeconds,
    double TablesSeconds, double WaitSeconds);
