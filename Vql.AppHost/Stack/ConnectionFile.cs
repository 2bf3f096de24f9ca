namespace Vql.AppHost.Stack;

/// <summary>
/// A shell script in the state folder with the connection strings of the running stores, for use on the command line.
/// The file is readable only by its owner because it contains passwords.
/// </summary>
internal sealed class ConnectionFile(StateFolder state, Stores stores)
{
    public const string Name = "stack.env";

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var database = await stores.Database.Resource.GetConnectionStringAsync(cancellationToken);
        var search = await stores.Search.Resource.GetConnectionStringAsync(cancellationToken);
        string[] lines =
        [
            $"export ConnectionStrings__{Stores.DatabaseName}='{database}'",
            $"export ConnectionStrings__{Stores.SearchName}='{search}'",
        ];
        await using var writer = state.CreatePrivate(Name);
        foreach (var line in lines)
        {
            await writer.WriteLineAsync(line.AsMemory(), cancellationToken);
        }
    }
}
