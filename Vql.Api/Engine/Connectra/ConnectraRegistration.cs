namespace Vql.Api.Engine.Connectra;

/// <summary>Registers the client of Connectra.</summary>
internal static class ConnectraRegistration
{
    private const long MaxResponseBytes = 64 << 20;

    public static void AddConnectra(this WebApplicationBuilder builder)
    {
        var options = ConnectraOptions.Read(builder.Configuration);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Circuit>();
        builder.Services.AddHttpClient<ConnectraClient>(client =>
            {
                // ConnectraClient has a deadline that includes retries and reading the body.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = MaxResponseBytes;
            })
            .AddConnectraResilience(options);
    }
}
