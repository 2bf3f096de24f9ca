using System.Diagnostics;
using System.Net.Http.Headers;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.Bench.Sync;

/// <summary>Bulk bodies made before the clock starts: as fast as the engine can take these documents.</summary>
internal sealed class ReadyBodies : IDisposable
{
    private const int BodySize = 1000;
    private const int Connections = 4;

    private readonly List<byte[]> _bodies = [];
    private readonly HttpClient _client;

    private ReadyBodies(Uri engine) =>
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = engine };

    public int Documents { get; private set; }

    /// <summary>Reads every contact's document into bodies for that index.</summary>
    public static async Task<ReadyBodies> ReadAsync(Uri engine, string connectionString, string index, CancellationToken cancellationToken)
    {
        var ready = new ReadyBodies(engine);
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var rows = await new DocumentReader(source).OpenRangeAsync(FieldCatalogue.Contacts, DocumentRange.All, cancellationToken);
        using var body = new BulkBody();
        while (await rows.ReadAsync(cancellationToken))
        {
            body.AddIndex(index, rows.Uuid, rows.Version, rows, static (json, row) => row.WriteDocument(json));
            if (body.Count == BodySize)
            {
                ready.Take(body);
            }
        }

        ready.Take(body);
        return ready;
    }

    /// <summary>Sends so many of them, as a whole.</summary>
    /// <returns>Documents a second.</returns>
    public async Task<double> SendAsync(int bodies, Func<Task> refresh, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            _bodies.Take(bodies),
            new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken },
            async (body, cancelled) =>
            {
                using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
                using var answer = await _client.PostAsync(new Uri("_bulk", UriKind.Relative), content, cancelled);
                var text = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancelled);
                if (text.Contains("\"errors\":true", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"the engine refused documents: {text[..Math.Min(500, text.Length)]}");
                }
            });
        await refresh();
        return Math.Min(bodies * BodySize, Documents) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Sends all of them.</summary>
    /// <returns>Documents a second.</returns>
    public Task<double> SendAsync(Func<Task> refresh, CancellationToken cancellationToken) => SendAsync(_bodies.Count, refresh, cancellationToken);

    public void Dispose() => _client.Dispose();

    private void Take(BulkBody body)
    {
        if (body.Count > 0)
        {
            _bodies.Add(body.Written.ToArray());
            Documents += body.Count;
            body.Clear();
        }
    }
}
