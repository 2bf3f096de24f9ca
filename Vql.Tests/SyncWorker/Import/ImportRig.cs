using System.Text;
using Npgsql;
using Vql.SyncWorker.Import;
using Vql.SyncWorker.Import.Columns;
using Vql.SyncWorker.Output;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker.Import;

/// <summary>An empty database, and a folder for the files of a test.</summary>
internal sealed class ImportRig : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vql-import-").FullName;

    private ImportRig(string connectionString) =>
        (ConnectionString, Source) = (connectionString, NpgsqlDataSource.Create(connectionString));

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ImportRig> CreateAsync(PostgresServer server) => new(await server.CreateMigratedDatabaseAsync());

    public Task<ImportReport> ImportAsync(string content, ImportOptions? options = null) =>
        ImportAsync(Encoding.UTF8.GetBytes(content), options);

    public async Task<ImportReport> ImportAsync(byte[] content, ImportOptions? options = null) =>
        await ImportAsync(await WriteAsync(content), options);

    public Task<ImportReport> ImportAsync(FileInfo file, ImportOptions? options = null) =>
        new FileImport(Source, TimeProvider.System)
            .ImportAsync(file, options ?? new ImportOptions(), new ProgressMeter(static (_, _) => { }), Token);

    public async Task<FileInfo> WriteAsync(byte[] content, string name = "")
    {
        var file = new FileInfo(Path.Combine(_folder, name.Length > 0 ? name : $"{Guid.NewGuid():N}.csv"));
        await File.WriteAllBytesAsync(file.FullName, content, Token);
        return file;
    }

    public static ImportOptions Mapping(params string[] mappings) => new() { Mapped = ColumnMap.ParseForced(mappings) };

    /// <summary>Returns rows as text, with fields separated by a bar in the order of the statement.</summary>
    public async Task<List<string>> QueryAsync(string sql)
    {
        var rows = new List<string>();
        await using var command = Source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(at => reader.GetValue(at) switch
            {
                DBNull => "",
                string[] list => string.Join(',', list),
                var value => value.ToString(),
            })));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
