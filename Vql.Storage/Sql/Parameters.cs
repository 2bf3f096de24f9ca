using Npgsql;
using NpgsqlTypes;

namespace Vql.Storage.Sql;

/// <summary>Collects the parameters of a statement and returns their placeholders.</summary>
internal sealed class Parameters
{
    // 2000-01-01, the epoch of PostgreSQL's timestamps.
    private const long PostgresEpoch = 946_684_800_000;

    private readonly List<NpgsqlParameter> _list = [];

    public string Add(string value) => Add(new NpgsqlParameter<string> { TypedValue = value });

    public string Add(long value) => Add(new NpgsqlParameter<long> { TypedValue = value });

    public string Add(string[] values) =>
        Add(new NpgsqlParameter<string[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });

    public string Add(long[] values) =>
        Add(new NpgsqlParameter<long[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });

    /// <summary>
    /// Adds a timestamp in milliseconds since 1970. As the end of a range, it may be slightly outside the range of .NET.
    /// </summary>
    public string AddTimestamp(long milliseconds) => Add(new NpgsqlParameter<long>
    {
        TypedValue = (milliseconds - PostgresEpoch) * 1000,
        NpgsqlDbType = NpgsqlDbType.TimestampTz,
    });

    /// <summary>Adds copies to a command, because a parameter belongs to one command only.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        foreach (var parameter in _list)
        {
            parameters.Add(parameter.Clone());
        }
    }

    private string Add(NpgsqlParameter parameter)
    {
        _list.Add(parameter);
        return $"${_list.Count}";
    }
}
