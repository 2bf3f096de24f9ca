using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace Vql.EmbeddedPostgres;

/// <summary>Runs the embedded PostgreSQL server in the foreground until SIGTERM or SIGINT.</summary>
internal static class PostgresServerCommand
{
    public const string PortVariable = "VQL_POSTGRES_PORT";
    public const string FolderVariable = "VQL_POSTGRES_FOLDER";
    public const string PasswordVariable = "VQL_POSTGRES_PASSWORD";
    public const string DatabaseVariable = "VQL_POSTGRES_DATABASE";

    // Loading and indexing dominate the first start. More memory speeds them up, and developer machines have enough of
    // it. Statements and error details contain values of rows, which must not be logged.
    private static readonly string[] Settings =
    [
        "shared_buffers=256MB", "maintenance_work_mem=128MB", "max_wal_size=2GB",
        "log_min_error_statement=panic", "log_error_verbosity=terse",
    ];

    public static async Task<int> RunAsync()
    {
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        try
        {
            await using var server = new PostgresInstance(
                await PostgresBinaries.FindOrDownloadAsync(stop.Token), Variable(FolderVariable),
                int.Parse(Variable(PortVariable), CultureInfo.InvariantCulture), Variable(PasswordVariable),
                onLine: Console.Error.WriteLine);
            await server.InitializeAsync(stop.Token);
            await server.StartAsync(Settings, stop.Token);
            await CreateDatabaseAsync(server, Variable(DatabaseVariable), stop.Token);
            await server.WaitForExitAsync(stop.Token);
            await Console.Error.WriteLineAsync("PostgreSQL exited unexpectedly");
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception exception)
            when (exception is InvalidOperationException or NpgsqlException or Win32Exception or IOException
                or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }

        void Cancel(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task CreateDatabaseAsync(PostgresInstance server, string name, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var find = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection);
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        if (await find.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = new NpgsqlCommand($"create database \"{name}\"", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"{name} is not set. Start this program from the AppHost, which sets the variable.");
}
