using Vql.Api.Engine.Outcomes;
using Vql.Api.Engine.Shadow;
using Vql.Api.Telemetry;
using Vql.Core.Fields;
using Vql.Core.Language;

namespace Vql.Api.Engine;

/// <summary>A question that both engines can answer.</summary>
/// <param name="Entity">What is asked about.</param>
/// <param name="Operation">What kind of question, as metrics name it: <c>list</c>, <c>count</c>.</param>
/// <param name="Query">The question itself.</param>
/// <param name="Ask">Asks the search.</param>
/// <param name="Read">Asks PostgreSQL.</param>
/// <param name="Fingerprint">What two answers must have in common, in order, to be the same answer.</param>
/// <param name="SizeOf">Returns the size of an answer, as metrics have it.</param>
internal sealed record SearchCall<T>(
    Entity Entity, string Operation, VqlQuery Query, Func<CancellationToken, Task<VqlOutcome<T>>> Ask, Func<CancellationToken, Task<T>> Read,
    Func<T, IReadOnlyList<string>> Fingerprint, Func<T, long> SizeOf)
    where T : class
{
    /// <summary>The entity as metrics name it.</summary>
    public string EntityName => Entity == Entity.Contact ? "contact" : "company";

    /// <summary>The operation and the entity as metrics name them.</summary>
    public Subject Subject => new(Operation, EntityName);

    /// <summary>Returns the comparison of an answer with that of the other engine.</summary>
    public Comparison ToComparison(T answer, bool isBySearch) => new(
        EntityName, Operation, Query, Fingerprint(answer), isBySearch,
        async token => await Ask(token) is { Reason: null, Value: { } value } ? Fingerprint(value) : null,
        async token => Fingerprint(await Read(token)));
}
