using Npgsql;
using NpgsqlTypes;

namespace Vql.Storage.Postgres;

/// <summary>The parameters of a statement while it is written: each value gets a number.</summary>
internal sealed class Parameters
{
    // 2000-01-01, from where PostgreSQL counts.
    private const long PostgresEpoch = 946_684_800_000;

    private readonly List<NpgsqlParameter> _list = [];

    public string Add(string value) => Add(new NpgsqlParameter<string> { TypedValue = value });

    public string Add(long value) => Add(new NpgsqlParameter<long> { TypedValue = value });

    public string Add(string[] values) =>
        Add(new NpgsqlParameter<string[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });

    public string Add(long[] values) =>
        Add(new NpgsqlParameter<long[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });

    /// <summary>Adds a moment, in milliseconds since 1970. It may lie just outside of what .NET has, as the end of a range.</summary>
    public string AddMoment(long milliseconds) => Add(new NpgsqlParameter<long>
    {
        TypedValue = (milliseconds - PostgresEpoch) * 1000,
        NpgsqlDbType = NpgsqlDbType.TimestampTz,
    });

    public void AddTo(NpgsqlParameterCollection parameters)
    {
        foreach (var parameter in _list)
        {
            parameters.Add(parameter);
        }
    }

    private string Add(NpgsqlParameter parameter)
    {
        _list.Add(parameter);
        return $"${_list.Count}";
    }
}
