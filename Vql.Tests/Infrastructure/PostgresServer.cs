using System.Collections.Concurrent;
using Npgsql;
using Vql.EmbeddedPostgres;
using Vql.Storage.Postgres;

[assembly: AssemblyFixture(typeof(Vql.Tests.Infrastructure.PostgresServer))]

namespace Vql.Tests.Infrastructure;

/// <summary>
/// A private PostgreSQL server for the tests; each asks it for a database of its own. What many tests begin with is written
/// once, into a template that their databases are copies of.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Migrated = "migrated";

    private static readonly string[] Settings =
    [
        // Nothing outlives the run. Commits are synchronous none the less: the log is streamed as far as it is flushed.
        "fsync=off", "full_page_writes=off",
        // Room for hundreds of databases, each for some seconds.
        "max_connections=300", "max_replication_slots=40", "max_wal_senders=40",
    ];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"vql-tests-{Guid.NewGuid():N}");
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _templates = [];
    private PostgresInstance? _server;

    public async ValueTask InitializeAsync()
    {
        if (PostgresBinaries.Find() is { } binaries)
        {
            _server = new PostgresInstance(binaries, _folder, FreePort.Find(), "tests");
            await _server.InitializeAsync(TestContext.Current.CancellationToken);
            await _server.StartAsync(Settings, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = NewName();
        await RunAsync($"create database {name}");
        return _server!.ConnectionString(name);
    }

    /// <summary>Creates a database with the tables of this version, and no rows.</summary>
    /// <returns>Its connection string.</returns>
    public Task<string> CreateMigratedDatabaseAsync() => CopyAsync(Migrated, MakeMigratedAsync);

    /// <summary>Creates a database with the tables of this version, and rows.</summary>
    /// <param name="template">The name of these rows, different from that of any others.</param>
    /// <param name="fill">Writes the rows into a migrated database: done once, whoever asks.</param>
    /// <returns>Its connection string.</returns>
    public Task<string> CreateDatabaseAsync(string template, Func<NpgsqlDataSource, Task> fill) =>
        CopyAsync(template, async () => await MakeTemplateAsync(template, await TemplateAsync(Migrated, MakeMigratedAsync), fill));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static string NewName() => $"test_{Guid.NewGuid():N}";

    private Task<string> MakeMigratedAsync() =>
        MakeTemplateAsync(Migrated, "template1", source => Migrator.MigrateAsync(source, CancellationToken.None));

    private async Task<string> CopyAsync(string template, Func<Task<string>> make)
    {
        CheckServer();
        var name = NewName();
        await CopyAsync(await TemplateAsync(template, make), name);
        return _server!.ConnectionString(name);
    }

    private Task<string> TemplateAsync(string template, Func<Task<string>> make) =>
        _templates.GetOrAdd(template, _ => new Lazy<Task<string>>(make)).Value;

    private async Task<string> MakeTemplateAsync(string template, string from, Func<NpgsqlDataSource, Task> fill)
    {
        var name = $"template_{template}";
        await CopyAsync(from, name);
        await using (var source = NpgsqlDataSource.Create(_server!.ConnectionString(name) + ";Pooling=false"))
        {
            await fill(source);
        }

        // A database that somebody is connected to cannot be copied.
        await RunAsync($"alter database {name} allow_connections false");
        return name;
    }

    // A copy has everything of its template but the settings.
    private async Task CopyAsync(string template, string name)
    {
        await RunAsync($"create database {name} template {template}");
        await RunAsync($"""
            insert into pg_db_role_setting
            select copy.oid, setting.setrole, setting.setconfig
            from pg_db_role_setting setting join pg_database original on original.oid = setting.setdatabase, pg_database copy
            where original.datname = '{template}' and copy.datname = '{name}'
            """);
    }

    private async Task RunAsync(string sql)
    {
        CheckServer();
        await using var source = NpgsqlDataSource.Create(_server!.ConnectionString("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private void CheckServer()
    {
        if (_server is null)
        {
            Prerequisite.Missing("PostgreSQL's server programs (initdb, postgres) are not on this machine: install a server, or put them on the PATH");
        }
    }
}
