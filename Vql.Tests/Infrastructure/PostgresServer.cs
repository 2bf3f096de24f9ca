using System.Collections.Concurrent;
using Npgsql;
using Vql.EmbeddedPostgres;
using Vql.Storage.Postgres;

[assembly: AssemblyFixture(typeof(Vql.Tests.Infrastructure.PostgresServer))]

namespace Vql.Tests.Infrastructure;

/// <summary>
/// A private PostgreSQL server for the tests, with a separate database for each. Common initial data is written once,
/// into a template that is copied. The server is the installed one, or with <c>VQL_POSTGRES_DOWNLOAD=1</c> the version that the
/// AppHost downloads where none is installed.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Migrated = "migrated";
    private const string DownloadVariable = "VQL_POSTGRES_DOWNLOAD";

    private static readonly string[] Settings =
    [
        // The data does not need to survive the run. Commits are still synchronous, because only flushed log is
        // streamed.
        "fsync=off", "full_page_writes=off",
        // Enough for hundreds of databases that exist for some seconds each.
        "max_connections=300", "max_replication_slots=40", "max_wal_senders=40",
    ];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"vql-tests-{Guid.NewGuid():N}");
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _templates = [];
    private PostgresInstance? _server;

    public async ValueTask InitializeAsync()
    {
        if (await FindAsync(TestContext.Current.CancellationToken) is { } binaries)
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
    public Task<string> CreateMigratedDatabaseAsync() => CopyAsync(Migrated, CreateMigratedTemplateAsync);

    /// <summary>Creates a database with the tables of this version, and rows.</summary>
    /// <param name="template">The unique name of the rows.</param>
    /// <param name="fill">Writes the rows into a migrated database. It is called only once.</param>
    /// <returns>Its connection string.</returns>
    public Task<string> CreateDatabaseAsync(string template, Func<NpgsqlDataSource, Task> fill) =>
        CopyAsync(
            template, async () => await CreateTemplateAsync(template, await TemplateAsync(Migrated, CreateMigratedTemplateAsync), fill));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task<PostgresBinaries?> FindAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(DownloadVariable) != "1")
        {
            return PostgresBinaries.Find();
        }

        using var client = new HttpClient();
        return await new PostgresDownload(client, PostgresDownload.DefaultCache).GetAsync(cancellationToken);
    }

    private static string NewName() => $"test_{Guid.NewGuid():N}";

    private Task<string> CreateMigratedTemplateAsync() =>
        CreateTemplateAsync(Migrated, "template1", source => Migrator.MigrateAsync(source, CancellationToken.None));

    private async Task<string> CopyAsync(string template, Func<Task<string>> create)
    {
        CheckServer();
        var name = NewName();
        await CopyAsync(await TemplateAsync(template, create), name);
        return _server!.ConnectionString(name);
    }

    private Task<string> TemplateAsync(string template, Func<Task<string>> create) =>
        _templates.GetOrAdd(template, _ => new Lazy<Task<string>>(create)).Value;

    private async Task<string> CreateTemplateAsync(string template, string from, Func<NpgsqlDataSource, Task> fill)
    {
        var name = $"template_{template}";
        await CopyAsync(from, name);
        await using (var source = NpgsqlDataSource.Create(_server!.ConnectionString(name) + ";Pooling=false"))
        {
            await fill(source);
        }

        // A database with open connections cannot be copied.
        await RunAsync($"alter database {name} allow_connections false");
        return name;
    }

    // A copy lacks only the settings of its template.
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
            Prerequisite.Missing(
                "The PostgreSQL server programs (initdb, postgres) are not installed. Install a server, or add them to the PATH.");
        }
    }
}
