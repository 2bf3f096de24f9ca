using System.CommandLine;
using Microsoft.AspNetCore.Connections;
using Vql.SearchNode;
using Vql.SearchNode.Indices;

var port = new Option<int?>("--port") { Description = "The port to listen on; without it, where ASPNETCORE_URLS says." };
var data = new Option<string>("--data") { Description = "The folder of the node's data.", DefaultValueFactory = _ => "search-data" };
var password = new Option<string?>("--password")
{
    Description = "The password of the user elastic; ELASTIC_PASSWORD unless given; without either everybody is let in.",
    DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ELASTIC_PASSWORD"),
};
var command = new RootCommand("An embedded search node that speaks Elasticsearch's REST API.\n\nExample:\n  Vql.SearchNode --port 9200 --data ./search --password secret")
{
    port, data, password,
};
command.SetAction(async (arguments, cancellationToken) =>
{
    var folder = arguments.GetValue(data)!;
    await using var app = Node.Build(new NodeOptions(folder, arguments.GetValue(password)), arguments.GetValue(port));
    try
    {
        app.Services.GetRequiredService<IndexRegistry>();
        await app.RunAsync(cancellationToken);
        return 0;
    }
    catch (IOException exception) when (exception.InnerException is AddressInUseException)
    {
        await Console.Error.WriteLineAsync($"port {arguments.GetValue(port)} is in use: stop what listens there, or choose another with --port");
    }
    catch (IOException exception)
    {
        await Console.Error.WriteLineAsync($"the data folder {Path.GetFullPath(folder)} cannot be used; is another node running on it? {exception.Message}");
    }

    return 1;
});
return await command.Parse(args).InvokeAsync();
