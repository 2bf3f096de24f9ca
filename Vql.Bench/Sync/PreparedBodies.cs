using System.Diagnostics;
using System.Net.Http.Headers;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.Bench.Sync;

/// <summary>Bulk bodies that are created before the measurement, which only the engine limits.</summary>
internal sealed class PreparedBodies : IDisposable
{
    private const int BodySize = 1000;
    private const int Connections = 4;

    private readonly List<byte[]> _bodies;
    private readonly HttpClient _client;
    private readonly int _connections;

    private PreparedBodies(Uri engine, List<byte[]> bodies, int connections)
    {
        (_bodies, _connections) = (bodies, connections);
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = engine };
    }

    public int Documents { get; private set; }

    /// <summary>The number of bodies.</summary>
    public int Count => _bodies.Count;

    /// <summary>Creates the bodies that index the documents of all contacts.</summary>
    public static async Task<PreparedBodies> ReadAsync(
        Uri engine, string connectionString, string index, CancellationToken cancellationToken)
    {
        var prepared = new PreparedBodies(engine, [], Connections);
        await using var source = NpgsqlDataSource.Create(connectionString);
        var reader = new DocumentReader(source);
        await using var rows = await reader.OpenRangeAsync(FieldCatalogue.Contacts, DocumentRange.All, cancellationToken);
        using var body = new BulkBody();
        while (await rows.ReadAsync(cancellationToken))
        {
            body.AddIndex(index, rows.Uuid, rows.Version, rows, static (json, row) => row.WriteDocument(json));
            if (body.Count == BodySize)
            {
                prepared.Add(body);
            }
        }

        prepared.Add(body);
        return prepared;
    }

    /// <summary>Returns the same bodies for another engine.</summary>
    /// <param name="engine">The URL of the engine.</param>
    /// <param name="connections">The number of connections.</param>
    public PreparedBodies To(Uri engine, int connections) => new(engine, _bodies, connections) { Documents = Documents };

    /// <summary>Sends a number of bodies and refreshes the index.</summary>
    /// <returns>The rate, in documents per second.</returns>
    public async Task<double> SendAsync(int bodies, Func<Task> refresh, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await SendAsync(0, bodies, cancellationToken);
        await refresh();
        return Math.Min(bodies * BodySize, Documents) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Sends a number of bodies.</summary>
    /// <param name="first">The number of bodies before the first one.</param>
    /// <param name="count">The number of bodies.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public Task SendAsync(int first, int count, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            _bodies.Skip(first).Take(count),
            new ParallelOptions { MaxDegreeOfParallelism = _connections, CancellationToken = cancellationToken },
            async (body, token) =>
            {
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
                using var response = await _client.PostAsync(new Uri("_bulk", UriKind.Relative), content, token);
                var text = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(token);
                if (text.Contains("\"errors\":true", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"The engine rejected documents: {text[..Math.Min(500, text.Length)]}");
                }
            });

    /// <summary>Sends all bodies and refreshes the index.</summary>
    /// <returns>The rate, in documents per second.</returns>
    public Task<double> SendAsync(Func<Task> refresh, CancellationToken cancellationToken) =>
        SendAsync(_bodies.Count, refresh, cancellationToken);

    public void Dispose() => _client.Dispose();

    private void Add(BulkBody body)
    {
        if (body.Count > 0)
        {
            _bodies.Add(body.Written.ToArray());
            Documents += body.Count;
            body.Clear();
        }
    }
}
