using Npgsql;
using Vql.Core.Documents;
using Vql.Core.Fields;

namespace Vql.Storage.Postgres;

/// <summary>Reads rows. The catalogue gives both the columns of a statement and the generated code that reads them.</summary>
internal sealed partial class RowReader(NpgsqlDataReader reader)
{
    private int _ordinal;

    /// <summary>The columns of an entity under an alias, as the readers below expect them.</summary>
    public static string Columns(EntityFields entity, string alias) =>
        string.Join(", ", entity.Columns.Select(column => EntitySql.ReadExpression(column, $"{alias}.{column.Name}")));

    /// <summary>The column after those that were read.</summary>
    public int Ordinal => _ordinal;

    /// <summary>Goes back to the first column, for the next row.</summary>
    public void Restart() => _ordinal = 0;

    /// <summary>Reads the columns of a contact.</summary>
    public partial Contact ReadContact();

    /// <summary>Reads the columns of a company; its uuid is empty where a join found none.</summary>
    public partial Company ReadCompany();

    private string? Text(int at) => reader.IsDBNull(at) ? null : reader.GetString(at);

    private string[]? Texts(int at) => reader.IsDBNull(at) ? null : TextList.Read(reader, at);

    private long? Number(int at) => reader.IsDBNull(at) ? null : reader.GetInt64(at);

    private DateTimeOffset? Moment(int at) =>
        reader.IsDBNull(at) ? null : new DateTimeOffset(reader.GetDateTime(at), TimeSpan.Zero);

    /// <summary>Passes over columns.</summary>
    /// <returns>The first of them.</returns>
    private int Take(int columns)
    {
        var first = _ordinal;
        _ordinal += columns;
        return first;
    }
}
