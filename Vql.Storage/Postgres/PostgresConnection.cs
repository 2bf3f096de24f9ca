using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>Configures the connection to PostgreSQL by a connection string or the variables of the Go service.</summary>
public static class PostgresConnection
{
    /// <summary>The name of the connection string.</summary>
    public const string Name = "vqldb";

    private const string Key = $"ConnectionStrings:{Name}";
    private const string Variable = $"ConnectionStrings__{Name}";
    private const string Prefix = "PG_DB_";
    private const int PageBytes = 32 * 1024;
    private const string Example = "Host=localhost;Port=5432;Database=vql;Username=vql;Password=…";

    private static readonly string[] Required = ["HOST", "DATABASE", "USERNAME"];
    private static readonly string[] Optional = ["PORT", "PASSWORD", "SSL"];

    /// <summary>
    /// Sets the connection string. If <c>ConnectionStrings:vqldb</c> is not set, the connection string is built from
    /// <c>PG_DB_HOST</c>, <c>PORT</c>, <c>DATABASE</c>, <c>USERNAME</c>, <c>PASSWORD</c> and <c>SSL</c>. With
    /// <c>PG_DB_DEBUG</c>, statements are logged.
    /// </summary>
    /// <param name="configuration">The configuration to read, and to add the result to.</param>
    /// <param name="options">Additional settings of the sessions, as <c>-c name=value</c>.</param>
    /// <exception cref="OptionsValidationException">A setting is missing or invalid. The failures name each of them.</exception>
    public static void Configure(IConfigurationManager configuration, string? options = null)
    {
        var faults = new List<string>();
        var settings = new Dictionary<string, string?>();
        if (configuration.GetConnectionString(Name) is { } connectionString && !string.IsNullOrWhiteSpace(connectionString))
        {
            settings[Key] = Check(connectionString, faults);
        }
        else if (Array.TrueForAll([.. Required, .. Optional], key => Value(configuration, key) is null))
        {
            faults.Add(
                $"{Variable} is missing: set it, for example to \"{Example}\", or set {Listed(Required)} (and {Listed(Optional)})");
        }
        else
        {
            settings[Key] = ReadVariables(configuration, faults);
        }

        if (options is not null && settings.GetValueOrDefault(Key) is { } validated)
        {
            var builder = new NpgsqlConnectionStringBuilder(validated);
            builder.Options = $"{builder.Options} {options}".Trim();
            settings[Key] = builder.ConnectionString;
        }

        if (Flag(configuration, "DEBUG", faults))
        {
            settings["Logging:LogLevel:Npgsql"] = "Debug";
        }

        if (faults.Count > 0)
        {
            throw new OptionsValidationException(Name, typeof(NpgsqlConnectionStringBuilder), faults);
        }

        configuration.AddInMemoryCollection(settings);
    }

    // Faults must not quote the connection string, because it may contain a password.
    private static string? Check(string connectionString, List<string> faults)
    {
        try
        {
            var builder = WithDefaults(new NpgsqlConnectionStringBuilder(connectionString));
            if (string.IsNullOrEmpty(builder.Host))
            {
                faults.Add($"{Variable} has no Host; set it, for example, to \"{Example}\"");
            }

            return builder.ConnectionString;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            faults.Add($"{Variable} is not a valid connection string; set it, for example, to \"{Example}\"");
            return null;
        }
    }

    private static string ReadVariables(IConfiguration configuration, List<string> faults)
    {
        foreach (var key in Required)
        {
            if (Value(configuration, key) is null)
            {
                faults.Add($"{Prefix}{key} is missing: set it, or set {Variable} instead of the {Prefix}* variables");
            }
        }

        var port = NpgsqlConnection.DefaultPort;
        if (Value(configuration, "PORT") is { } written
            && (!int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is 0 or > ushort.MaxValue))
        {
            faults.Add($"{Prefix}PORT must be 1 to 65535, not \"{written}\"");
        }

        return WithDefaults(new NpgsqlConnectionStringBuilder
        {
            Host = Value(configuration, "HOST"),
            Port = port is > 0 and <= ushort.MaxValue ? port : NpgsqlConnection.DefaultPort,
            Database = Value(configuration, "DATABASE"),
            Username = Value(configuration, "USERNAME"),
            Password = configuration[Prefix + "PASSWORD"],
            SslMode = Flag(configuration, "SSL", faults) ? SslMode.Require : SslMode.Disable,
        }).ConnectionString;
    }

    private static NpgsqlConnectionStringBuilder WithDefaults(NpgsqlConnectionStringBuilder builder)
    {
        // A session keeps temporary tables (RowWriter, Merging) and a setting (DocumentReader). Each use replaces their
        // content, so sessions need no reset, which would add a round trip to each use.
        builder.NoResetOnClose = true;

        // A page of rows is read by one or two reads instead of many.
        if (!builder.ShouldSerialize("Read Buffer Size"))
        {
            builder.ReadBufferSize = PageBytes;
        }

        // Canceling a command while the database is unresponsive blocks a thread for the connection timeout.
        if (!builder.ShouldSerialize("Timeout"))
        {
            builder.Timeout = 5;
        }

        // Keepalives detect a lost connection within half a minute.
        if (!builder.ShouldSerialize("Tcp Keepalive") && !builder.ShouldSerialize("Tcp Keepalive Time"))
        {
            (builder.TcpKeepAlive, builder.TcpKeepAliveTime, builder.TcpKeepAliveInterval) = (true, 10, 2);
        }

        return builder;
    }

    private static string Listed(string[] keys) => string.Join(", ", keys.Select(key => Prefix + key));

    private static string? Value(IConfiguration configuration, string key) =>
        configuration[Prefix + key] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private static bool Flag(IConfiguration configuration, string key, List<string> faults)
    {
        switch (Value(configuration, key)?.ToLowerInvariant())
        {
            case null or "false" or "0" or "no" or "off" or "disable":
                return false;
            case "true" or "1" or "yes" or "on" or "require":
                return true;
            case var other:
                faults.Add($"{Prefix}{key} must be true or false, not \"{other}\"");
                return false;
        }
    }
}
