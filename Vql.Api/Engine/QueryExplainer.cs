using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vql.Api.Answers;
using Vql.Api.Engine.Postgres;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Dsl;
using Vql.Storage.Postgres;

namespace Vql.Api.Engine;

/// <summary>Describes the query of a page without executing it.</summary>
internal sealed class QueryExplainer(PostgresSearch postgres, PostgresReads reads)
{
    private const string Operation = "explain";

    /// <summary>Returns the query of a request in all languages.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cursors">The sort values of the rows of the page.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    public async Task<QueryExplanation> ExplainAsync(
        ListRequest request, IReadOnlyList<IReadOnlyList<string?>> cursors, CancellationToken cancellationToken)
    {
        var query = request.ToQuery() with { Limit = request.Limit };
        var sql = await reads.ReadAsync(
            request.Entity.Entity.ToString().ToLowerInvariant(), Operation,
            token => postgres.ExplainAsync(request.Entity, query, token), cancellationToken);
        var place = query.OrderBy.ToList().FindIndex(member => member.IsRelevance);
        return new QueryExplanation(
            NodeOf(writer => VqlWriter.Write(writer, query)),
            NodeOf(writer => DslCompiler.WriteSearch(writer, request.Entity, query)),
            sql?.Sql, sql?.Indexes,
            place < 0 ? null : [.. cursors.Select(cursor => long.Parse(cursor[place]!, CultureInfo.InvariantCulture))],
            place < 0 ? null : await FindReasonsAsync(request, query.OrderBy[place].Scores, cursors, cancellationToken));
    }

    // The weights are replaced by the places of the reasons, because reasons can have the same weight.
    private async Task<IReadOnlyList<IReadOnlyList<RelevanceReason>?>?> FindReasonsAsync(
        ListRequest request, IReadOnlyList<VqlScore> scores, IReadOnlyList<IReadOnlyList<string?>> cursors,
        CancellationToken cancellationToken)
    {
        // The last sort value is the UUID.
        string[] uuids = [.. cursors.Select(cursor => cursor[^1]!)];
        List<ScoredReasons> reasons = request.Scores.Count > 0
            ? [.. request.Scores.Where(score => score.Score is not null).Select(ScoredReasons.Of)]
            : [.. scores.Select(ScoredReasons.Of)];
        var places = await reads.ReadAsync(
            request.Entity.Entity.ToString().ToLowerInvariant(), Operation,
            token => postgres.ScoreAsync(request.Entity, [.. reasons.Select(reason => reason.Places)], uuids, token), cancellationToken);
        return places is null ? null : [.. uuids.Select(uuid => places.GetValueOrDefault(uuid) is { } ofRow
            ? reasons.Select((reason, index) => reason.At(ofRow[index])).ToList()
            : null)];
    }

    private static JsonNode NodeOf(Action<Utf8JsonWriter> write)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            write(writer);
        }

        return JsonNode.Parse(json.WrittenSpan)!;
    }
}
