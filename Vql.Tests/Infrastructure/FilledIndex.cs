using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.Tests.Infrastructure;

/// <summary>Creates an index with the current definition and indexes all rows, as the worker does.</summary>
internal static class FilledIndex
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    public static async Task CreateAsync(
        NpgsqlDataSource source, ISearchTransport transport, EntityFields entity, string index, CancellationToken cancellationToken)
    {
        var indices = new IndexAdmin(transport, TimeProvider.System);
        await indices.CreateAsync(entity, index, cancellationToken);
        using var body = new BulkBody();
        await using var documents = await new DocumentReader(source).OpenRangeAsync(entity, DocumentRange.All, cancellationToken);
        while (await documents.ReadAsync(cancellationToken))
        {
            body.AddIndex(index, documents.Uuid, documents.Version, documents, static (json, row) => row.WriteDocument(json));
        }

        var answer = await new BulkClient(transport, TimeProvider.System).SendAsync(body, Deadline, cancellationToken: cancellationToken);
        Assert.Null(answer.Failure);
        Assert.All(answer.Value!, item => Assert.Equal(BulkResult.Applied, item.Result));
        await indices.RefreshAsync(index, cancellationToken);
    }
}
