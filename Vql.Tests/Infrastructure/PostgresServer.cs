using Npgsql;
using Vql.EmbeddedPostgres;

[assembly: AssemblyFixture(typeof(Vql.Tests.Infrastructure.PostgresServer))]

namespace Vql.Tests.Infrastructure;

/// <summary>A private PostgreSQL server for the tests; each asks it for a database of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"vql-tests-{Guid.NewGuid():N}");
    private PostgresInstance? _server;

    public async ValueTask InitializeAsync()
    {
        if (PostgresBinaries.Find() is { } binaries)
        {
            _server = new PostgresInstance(binaries, _folder, FreePort.Find(), "tests");
            await _server.InitializeAsync(TestContext.Current.CancellationToken);
            await _server.StartAsync(["fsync=off", "max_connections=200", "max_replication_slots=40", "max_wal_senders=40"], TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>How to connect to it.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        if (_server is null)
        {
            Prerequisite.Missing("PostgreSQL's server programs (initdb, postgres) are not on this machine: install a server, or put them on the PATH");
        }

        var name = $"test_{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(_server!.ConnectionString("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand($"create database {name}");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return _server.ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
