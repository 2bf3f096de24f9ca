using Vql.Api.Engine.Outcomes;
using Vql.Api.Engine.Shadow;
using Vql.Api.Telemetry;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Api.Engine;

/// <summary>A query that both engines can answer.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Operation">The operation, as in metrics: <c>list</c>, <c>count</c>.</param>
/// <param name="Query">The query.</param>
/// <param name="Search">Sends the query to Connectra.</param>
/// <param name="Read">Runs the query in PostgreSQL.</param>
/// <param name="Fingerprint">Returns the parts, in order, in which equal answers of both engines agree.</param>
/// <param name="SizeOf">Returns the size of an answer for metrics.</param>
internal sealed record SearchCall<T>(
    Entity Entity, string Operation, VqlQuery Query, Func<CancellationToken, Task<SearchOutcome<T>>> Search,
    Func<CancellationToken, Task<T>> Read, Func<T, IReadOnlyList<string>> Fingerprint, Func<T, long> SizeOf)
    where T : class
{
    /// <summary>The name of the entity in metrics.</summary>
    public string EntityName => Entity == Entity.Contact ? "contact" : "company";

    /// <summary>The operation and the entity for metrics.</summary>
    public Subject Subject => new(Operation, EntityName);

    /// <summary>Returns the comparison of an answer with that of the other engine.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="isBySearch">Whether it is the answer of the search.</param>
    public Comparison ToComparison(T answer, bool isBySearch) => new(
        EntityName, Operation, Query, Fingerprint(answer), isBySearch,
        async token => await Search(token) is SearchOutcome<T>.Answered(var value) ? Fingerprint(value) : null,
        async token => Fingerprint(await Read(token)));
}
