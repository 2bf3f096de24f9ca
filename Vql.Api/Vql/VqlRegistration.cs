namespace Vql.Api.Vql;

/// <summary>Registers the client of Connectra.</summary>
internal static class VqlRegistration
{
    private const long LargestAnswer = 64 << 20;

    public static void AddSearch(this WebApplicationBuilder builder)
    {
        var options = ConnectraOptions.Read(builder.Configuration);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Circuit>();
        builder.Services.AddHttpClient<VqlClient>(client =>
            {
                // The client's own deadline covers retries and the reading of the body.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = LargestAnswer;
            })
            .AddVqlResilience(options);
    }
}
